import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { m } from '#lib/i18n/words.ts';
import PhotoForm from './PhotoForm.svelte';
import { UPLOAD_BYTES } from './upload.ts';

const props = { action: '?/a', title: 'Retrato', ratio: 1, answer: null, remove: '?/b' };

function picture(width: number, height: number): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!)));
}

test('a wide photo is shown as it will be cut; what is none, or too large, is told before it is sent', async () => {
  const screen = await render(PhotoForm, props);
  const field = screen.getByLabelText(m.photo_choose());
  const crop = () => screen.container.querySelector<HTMLInputElement>('[name=crop]')?.value;
  await field.upload(new File([await picture(40, 20)], 'a.png', { type: 'image/png' }));
  await expect.poll(crop).toBe('{"left":0.25,"top":0,"width":0.5,"height":1}');
  for (const [file, sentence] of [
    [new File(['ftypheic'], 'a.jpg', { type: 'image/jpeg' }), m.error_picture_kind()],
    [new File(['<svg/>'], 'a.svg', { type: 'image/svg+xml' }), m.error_picture_kind()],
    [new File([new Uint8Array(UPLOAD_BYTES + 1)], 'b.jpg', { type: 'image/jpeg' }), m.photo_too_large()],
  ] as const) {
    await field.upload(file);
    await expect.element(screen.getByRole('alert')).toHaveTextContent(sentence);
    expect(crop()).toBeUndefined();
  }
});
