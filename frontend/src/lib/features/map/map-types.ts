/** A place on a map, and where its mark leads. */
export type MapPoint = { latitude: number; longitude: number; name: string; href: string };

export type MapView = {
  style: string;
  points: MapPoint[];
  words: Record<'show' | 'label' | 'failed', string>;
};
