import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, createUser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import { businessPage } from '../catalogue/catalogue.contract.ts';
import { picture, UPLOAD_BYTES, type Picture } from './media.contract.ts';

let t: TestApp;
let admin: Browser;
let photo: Buffer;
let own: string;
let others: string;

const newBusiness = (of: TestApp['a'], slug: string) =>
  inTransaction(of.ctx, async ({ db, tenant }) => {
    const { id } = await db.business.create({
      data: { tenantId: tenant.id, slug, name: slug, publishedAt: new Date() },
    });
    return id;
  });

/** Noise: it neither compresses to nothing nor looks the same when cut. */
const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

beforeAll(async () => {
  t = await testApp();
  admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
  own = await newBusiness(t.a, 'own');
  others = await newBusiness(t.a, 'others');
  photo = await noise(900, 600)
    .withExif({ IFD0: { Copyright: 'a secret place' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => t.close());

/** As a browser sends a form: the fields, and then the file. */
function form(file: Buffer, fields: Record<string, string> = {}) {
  const boundary = 'b0undary';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="me.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
  const payload = Buffer.concat([
    Buffer.from(parts.join('') + head),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

const upload = (someone: Browser, file: Buffer, fields?: Record<string, string>) => {
  const { payload, headers } = form(file, fields);
  return someone.send('POST', '/media', payload, headers);
};

async function uploaded(fields: Record<string, string> = { businessId: own }): Promise<Picture> {
  return dataOf(picture, await upload(admin, photo, fields));
}

const image = (of: TestApp['a'], { id }: Picture, name: string) =>
  browser(t, of).send('GET', `/media/${id}/${name}`);

describe('an upload', () => {
  it('is kept upright, without what else was in the file, with its stand-in', async () => {
    const turned = await sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const alt = { 'es-AR': 'La vidriera de noche' };
    const kept = dataOf(picture, await upload(admin, turned, { businessId: own, alt: JSON.stringify(alt) }));
    expect(kept).toMatchObject({ width: 600, height: 900, alt, widths: [160, 320, 640] });
    expect(Buffer.from(kept.thumbhash ?? '', 'base64').length).toBeLessThan(40);
    const drawn = await image(t.a, kept, '320.webp');
    expect(drawn.headers['content-type']).toBe('image/webp');
    const { width, height, exif } = await sharp(drawn.rawPayload).metadata();
    expect([width, height, exif]).toEqual([320, 480, undefined]);
  });

  it('is cut where it says', async () => {
    const crop = JSON.stringify({ left: 0.5, top: 0, width: 0.5, height: 0.5 });
    expect(await uploaded({ businessId: own, crop })).toMatchObject({ width: 450, height: 300 });
  });

  it.each([
    [
      'a page that says it is a picture',
      Buffer.from('<html><script>alert(1)</script>'),
      'MEDIA_NOT_A_PICTURE',
      415,
    ],
    [
      'a drawing that can hold scripts',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'MEDIA_NOT_A_PICTURE',
      415,
    ],
    ['nothing', Buffer.alloc(0), 'MEDIA_NOT_A_PICTURE', 415],
    ['the first half of a picture', 'half', 'MEDIA_UNREADABLE', 422],
    ['a bomb of pixels', 'bomb', 'MEDIA_TOO_MANY_PIXELS', 422],
  ] as const)('refuses %s', async (_, given, code, status) => {
    const file =
      given === 'half'
        ? photo.subarray(0, photo.length / 2)
        : given === 'bomb'
          ? await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } })
              .png()
              .toBuffer()
          : given;
    expect(outcome(await upload(admin, file, { businessId: own }))).toEqual([status, code]);
  });

  it('refuses what is too large', async () => {
    const answer = await upload(admin, Buffer.concat([photo, Buffer.alloc(UPLOAD_BYTES)]), {
      businessId: own,
    });
    expect(answer.statusCode).toBe(413);
  });

  it.each([
    ['alt', '{"es-AR":', 'alt'],
    ['crop', '{"left":0.8,"top":0,"width":0.5,"height":1}', 'crop.width'],
    ['businessId', 'mine', 'businessId'],
  ])('names the field %s that is wrong', async (name, value, field) => {
    const answer = await upload(admin, photo, { [name]: value });
    expect(answer.json()).toMatchObject({ error: { code: 'VALIDATION', details: [{ field }] } });
  });
});

describe('a picture', () => {
  it('is drawn once in each size and format, never larger than it is, and cached for ever', async () => {
    const kept = await uploaded();
    const [first, second] = await Promise.all([image(t.a, kept, '960.avif'), image(t.a, kept, '960.avif')]);
    expect(first.rawPayload.equals(second.rawPayload)).toBe(true);
    expect((await sharp(first.rawPayload).metadata()).width).toBe(900);
    expect(first.headers['cache-control']).toContain('immutable');
    for (const name of ['961.avif', '640.gif', '640.avif.webp', '..%2f640.avif'])
      expect((await image(t.a, kept, name)).statusCode).toBe(400);
  });

  it("is nobody's in another tenant, and gone once it is taken away", async () => {
    const kept = await uploaded();
    expect((await image(t.a, kept, '160.webp')).statusCode).toBe(200);
    expect((await image(t.b, kept, '160.webp')).statusCode).toBe(404);
    const stranger = await signedIn(t, t.b, 'admin@example.com', [{ role: 'admin' }]);
    expect(outcome(await stranger.send('DELETE', `/media/${kept.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await admin.send('DELETE', `/media/${kept.id}`))).toEqual([204]);
    expect((await image(t.a, kept, '160.webp')).statusCode).toBe(404);
  });

  it('is cut into a new one, and described', async () => {
    const kept = await uploaded();
    const crop = { left: 0, top: 0.25, width: 1, height: 0.5 };
    const cut = dataOf(picture, await admin.send('POST', `/media/${kept.id}/crops`, { crop }));
    expect(cut).toMatchObject({ width: 900, height: 300 });
    expect(cut.id).not.toBe(kept.id);
    const alt = { en: 'The window at night' };
    expect(dataOf(picture, await admin.send('PATCH', `/media/${cut.id}`, { alt })).alt).toEqual(alt);
  });

  it('becomes a cover, and stops being one when it is taken away', async () => {
    const kept = await uploaded();
    expect(outcome(await admin.send('PUT', `/businesses/${own}/cover`, { mediaId: kept.id }))).toEqual([204]);
    const page = async () => dataOf(businessPage, await browser(t, t.a).send('GET', `/businesses/${own}`));
    expect((await page()).cover?.id).toBe(kept.id);
    await admin.send('DELETE', `/media/${kept.id}`);
    expect((await page()).cover).toBeNull();
  });

  it('is chosen for what is of the same business only', async () => {
    const kept = await uploaded({ businessId: others });
    const answer = await admin.send('PUT', `/businesses/${own}/cover`, { mediaId: kept.id });
    expect(outcome(answer)).toEqual([404, 'NOT_FOUND']);
  });
});

describe('who may add pictures', () => {
  it('is whoever writes the catalogue of that business, and who serves in it', async () => {
    const manager = await signedIn(t, t.a, 'manager@example.com', [{ role: 'manager', businessId: own }]);
    expect(outcome(await upload(manager, photo, { businessId: own }))).toEqual([201]);
    expect(outcome(await upload(manager, photo, { businessId: others }))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await upload(manager, photo))).toEqual([403, 'FORBIDDEN']);

    const userId = await createUser(t, t.a, 'barber@example.com', {
      grants: [{ role: 'provider', businessId: own }],
    });
    const providerId = await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const { id } = await db.subject.create({ data: { tenantId: tenant.id, kind: 'provider' } });
      const data = { tenantId: tenant.id, id, businessId: own, userId, slug: 'barber', name: 'Barber' };
      await db.provider.create({ data });
      return id;
    });
    const barber = browser(t, t.a);
    await barber.logIn('barber@example.com');
    const mine = dataOf(picture, await upload(barber, photo, { businessId: own }));
    const chosen = await barber.send('PUT', `/providers/${providerId}/portrait`, { mediaId: mine.id });
    expect(outcome(chosen)).toEqual([204]);
    expect(outcome(await barber.send('PUT', `/businesses/${own}/cover`, { mediaId: mine.id }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it('is no customer and no guest', async () => {
    const customer = await signedIn(t, t.a, 'customer@example.com', [{ role: 'customer' }]);
    expect(outcome(await upload(customer, photo, { businessId: own }))).toEqual([404, 'NOT_FOUND']);
    expect((await upload(browser(t, t.a), photo, { businessId: own })).statusCode).toBe(401);
  });
});
