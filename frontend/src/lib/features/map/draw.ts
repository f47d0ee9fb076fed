// Comes by `import()` only, when somebody wants to see a map: it weighs more than all else together.
import { LngLatBounds, Map, Marker, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { MapView } from './map-types.ts';

/** A mark in the brand's colours that is a link: keyboards and screen readers find it as one. */
function markOf({ name, href }: MapView['points'][number]): HTMLElement {
  const mark = document.createElement('a');
  mark.href = href;
  mark.textContent = name;
  mark.className = 'mark';
  return mark;
}

/** Draws a map in place of the button that asked for it. @returns what takes it away again */
export function drawMap(button: HTMLElement, { style, points, words }: MapView): () => void {
  const container = document.createElement('div');
  container.className = 'place-map';
  container.role = 'region';
  container.ariaLabel = words.label;
  button.after(container);
  button.hidden = true;
  setWorkerUrl(workerUrl);
  const bounds = new LngLatBounds();
  for (const { latitude, longitude } of points) bounds.extend([longitude, latitude]);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let map: Map;
  try {
    map = new Map({
      container,
      style,
      bounds,
      fitBoundsOptions: { padding: 56, maxZoom: 15 },
      cooperativeGestures: true,
      ...(still && { fadeDuration: 0 }),
    });
  } catch (error) {
    container.remove();
    throw error;
  }
  map.addControl(new NavigationControl({ showCompass: false }));
  for (const point of points) {
    new Marker({ element: markOf(point), anchor: 'bottom' })
      .setLngLat([point.longitude, point.latitude])
      .addTo(map);
  }
  return () => map.remove();
}
