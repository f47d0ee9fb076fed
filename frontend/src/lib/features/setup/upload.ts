/** The largest file that the API takes as a picture: as media.contract.ts has it, which browsers need not load for it. */
export const UPLOAD_BYTES = 10 * 1024 * 1024;

interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The part of a picture that fits a frame, in shares of its width and height.
 * @param ratio of the picture's and the frame's width to height
 * @param zoom 1: as much as fits @param across where it lies, 0 to 1 @param down the same
 */
export function cropOf(
  ratio: { picture: number; frame: number },
  { zoom, across, down }: { zoom: number; across: number; down: number },
): Crop {
  const wide = ratio.picture > ratio.frame;
  const width = (wide ? ratio.frame / ratio.picture : 1) / zoom;
  const height = (wide ? 1 : ratio.picture / ratio.frame) / zoom;
  return { left: (1 - width) * across, top: (1 - height) * down, width, height };
}
