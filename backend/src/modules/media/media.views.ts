import { WIDTHS, type Picture } from './media.contract.ts';

export const pictureSelect = { id: true, width: true, height: true, alt: true, thumbhash: true } as const;

interface PictureRow {
  id: string;
  width: number;
  height: number;
  alt: unknown;
  thumbhash: string | null;
}

export function viewPicture({ alt, ...row }: PictureRow): Picture {
  return {
    ...row,
    alt: alt as Picture['alt'],
    address: `/api/v1/media/${row.id}`,
    widths: WIDTHS.filter((_, index) => index === 0 || (WIDTHS[index - 1] ?? 0) < row.width),
  };
}
