import { fileTypeFromBuffer } from 'file-type';
import { createHash, randomUUID, randomUUIDv7 } from 'node:crypto';
import { inTransaction, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { commonErrors, failWith, type ErrorDetail } from '../../lib/errors.ts';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';
import { readPicture } from '../media/media.images.ts';
import type { MediaStore } from '../media/media.store.ts';
import { intakeErrors, type KeptAnswer, type UploadedFile } from './intake.contract.ts';

const fail = failWith({ ...commonErrors, ...intakeErrors });

const signatureOf = (secret: string, tenantId: string, id: string) =>
  sign(deriveKey(secret, 'intake file'), tenantId, id);

/** Pictures are encoded anew, without where they were taken; a PDF is kept as it is and only ever downloaded. */
async function read(upload: Buffer): Promise<{ data: Buffer; contentType: string }> {
  const type = await fileTypeFromBuffer(upload);
  if (type?.mime === 'application/pdf') return { data: upload, contentType: type.mime };
  if (!type?.mime.startsWith('image/')) throw fail('FILE_NOT_ACCEPTED');
  return { data: (await readPicture(upload)).data, contentType: 'image/webp' };
}

/**
 * Keeps a file that a form will be answered with. Nobody can look at it before a booking has it, and within a day one must.
 * @throws NOT_FOUND, FILE_NOT_ACCEPTED, and what `readPicture` throws
 */
export async function uploadFile(
  ctx: Ctx,
  { store, secret }: { store: MediaStore; secret: string },
  { businessId, file }: { businessId: string; file: Buffer },
): Promise<UploadedFile> {
  const { id: tenantId } = ctx.tenant;
  // Asked before the work of reading it is done.
  const isThere = await inTransaction(ctx, ({ db }) =>
    db.business.count({ where: { tenantId, id: businessId, deletedAt: null, publishedAt: { not: null } } }),
  );
  if (isThere === 0) throw fail('NOT_FOUND');
  const { data, contentType } = await read(file);
  const id = randomUUIDv7();
  const storageKey = `${tenantId}/intake/${randomUUID()}`;
  await store.write(storageKey, data);
  await inTransaction(ctx, ({ db }) =>
    db.intakeFile.create({
      data: {
        tenantId,
        id,
        businessId,
        storageKey,
        contentType,
        bytes: data.length,
        sha256: createHash('sha256').update(data).digest('hex'),
      },
      select: { id: true },
    }),
  );
  return { id, contentType, bytes: data.length, answer: `${id}.${signatureOf(secret, tenantId, id)}` };
}

// Marked in the transaction that books, so that what is booked with is never swept.
const USE = statement<{ id: string }>(`
  UPDATE intake_files SET used_at = coalesce(used_at, statement_timestamp())
  WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND business_id = $3 RETURNING id`);

/** The id of a file in what its upload was answered; undefined where the signature is not ours. */
function idIn(secret: string, tenantId: string, answer: string): string | undefined {
  const [id = '', signature = ''] = answer.split('.');
  return sameText(signature, signatureOf(secret, tenantId, id)) ? id : undefined;
}

/**
 * Puts the ids of files in the place of what their uploads were answered.
 * @returns what is wrong: files of another business, or that are none
 */
export async function resolveFiles(
  { sql, tenant }: SqlCtx,
  secret: string,
  businessId: string,
  answers: readonly { path: string; kept: KeptAnswer[] }[],
): Promise<ErrorDetail[]> {
  const files = answers.flatMap(({ path, kept }) =>
    kept.filter(({ type }) => type === 'file').map((answer) => ({ path, answer })),
  );
  if (files.length === 0) return [];
  const found = files.map(({ answer }) => idIn(secret, tenant.id, String(answer.value)));
  const rows = await sql(USE, [tenant.id, found.filter((id) => id !== undefined), businessId]);
  const known = new Set(rows.map(({ id }) => id));
  return files.flatMap(({ path, answer }, index) => {
    const id = found[index];
    if (id === undefined || !known.has(id))
      return [{ field: `${path}.${answer.key}`, message: 'is no file that was uploaded here' }];
    answer.value = id;
    return [];
  });
}
