import { fail, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/i18n/words.ts';
import { UPLOAD_BYTES } from '#lib/features/setup/upload.ts';
import { refuse } from './forms.ts';

/** What is sent, or undefined where it is larger than what this server takes at all. */
async function formOf(request: Request): Promise<FormData | undefined> {
  try {
    return await request.formData();
  } catch {
    return undefined;
  }
}

/**
 * Uploads a form's picture, cut as its `crop` says, and hands its id on to whoever shows it.
 * What is not a picture, or too large a file, is refused in a sentence that says what to do.
 */
export async function sendPicture(
  { locals, request }: Pick<RequestEvent, 'locals' | 'request'>,
  id: string,
  businessId: string,
  choose: (mediaId: string) => Promise<unknown>,
) {
  const data = await formOf(request);
  const file = data?.get('file');
  if (!data || (file instanceof File && file.size > UPLOAD_BYTES))
    return fail(413, { id, message: m.photo_too_large() });
  if (!(file instanceof File) || file.size === 0) return fail(400, { id, message: m.photo_missing() });
  const body = new FormData();
  body.set('businessId', businessId);
  const crop = data.get('crop');
  if (typeof crop === 'string' && crop !== '') body.set('crop', crop);
  // The API reads fields that stand before the file.
  body.set('file', file, file.name);
  try {
    const { data: picture } = await locals.api('POST /media', { body });
    await choose(picture.id);
  } catch (error) {
    return refuse(id, {}, error);
  }
  return { id, done: true, message: m.photo_saved() };
}
