import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/**
 * A server that speaks the part of S3's API that files of tenants are kept with, for tests. Like many servers of that kind it takes
 * neither chunked signatures nor sums in trailers.
 */
export interface S3Server {
  /** What a process needs to keep its files there. */
  variables: NodeJS.ProcessEnv;
  /** What is in the bucket, by key. */
  objects: Map<string, Buffer>;
  /** Parts of uploads that nobody has completed or given up. */
  openUploads: () => number;
  close: () => Promise<void>;
}

const BUCKET = 'turnero-test';
const REGION = 'us-east-1';
const KEY_ID = 'AKIDTEST';
const SECRET = 'a secret key of a test';
/** All parts but the last one: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LEAST_PART_BYTES = 5 * 2 ** 20;

type Answer = { status: number; xml?: string; body?: Buffer; headers?: Record<string, string> };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const failed = (status: number, code: string): Answer => ({
  status,
  xml: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
const quoted = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned({ method = '', headers }: IncomingMessage, url: URL, payload: Buffer): boolean {
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [id, day = '', ...rest] = scope.split('/');
  if (id !== KEY_ID || headers['x-amz-content-sha256'] !== sha256(payload)) return false;
  const canonical = [
    method,
    url.pathname,
    [...url.searchParams]
      .map(([name, value]) => `${quoted(name)}=${quoted(value)}`)
      .toSorted()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    sha256(payload),
  ].join('\n');
  const [region = '', service = '', end = ''] = rest;
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, day), region), service), end);
  const about = ['AWS4-HMAC-SHA256', headers['x-amz-date'], [day, ...rest].join('/'), sha256(canonical)];
  return hmac(key, about.join('\n')).toString('hex') === signature;
}

/** API_CreateMultipartUpload, API_UploadPart, API_CompleteMultipartUpload and API_AbortMultipartUpload, same place. */
function uploadsOf(objects: Map<string, Buffer>) {
  const open = new Map<string, Map<number, Buffer>>();
  let count = 0;
  function complete(id: string, key: string, list: string): Answer {
    const parts = open.get(id);
    if (!parts) return failed(404, 'NoSuchUpload');
    const chosen = [...list.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) =>
      parts.get(Number(n)),
    );
    const data = chosen.filter((part) => part !== undefined);
    if (data.length === 0 || data.length < chosen.length) return failed(400, 'InvalidPart');
    if (data.slice(0, -1).some((part) => part.length < LEAST_PART_BYTES))
      return failed(400, 'EntityTooSmall');
    objects.set(key, Buffer.concat(data));
    open.delete(id);
    return {
      status: 200,
      xml: `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`,
    };
  }
  return {
    open: () => open.size,
    /** @returns undefined for what is about no upload in parts */
    answer(method: string, key: string, query: URLSearchParams, payload: Buffer): Answer | undefined {
      if (method === 'POST' && query.has('uploads')) {
        const id = `upload-${(count += 1)}`;
        open.set(id, new Map());
        const xml = `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
        return { status: 200, xml };
      }
      const id = query.get('uploadId');
      if (id === null) return undefined;
      if (method === 'POST') return complete(id, key, payload.toString());
      if (method === 'DELETE') {
        open.delete(id);
        return { status: 204 };
      }
      open.get(id)?.set(Number(query.get('partNumber')), payload);
      return { status: open.has(id) ? 200 : 404, headers: { etag: `"${sha256(payload)}"` } };
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html; two at a time, so that whoever asks has to ask again. */
function listOf(objects: Map<string, Buffer>, query: URLSearchParams): Answer {
  const after = query.get('continuation-token') ?? '';
  const most = Math.min(2, Number(query.get('max-keys') ?? 2));
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
    .toSorted();
  const page = keys.slice(0, most);
  const contents = page.map(
    (key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const next = `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>`;
  const more = keys.length > most;
  return {
    status: 200,
    xml: `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? next : ''}${contents.join('')}</ListBucketResult>`,
  };
}

/** API_GetObject, API_HeadObject, API_PutObject and API_DeleteObject, same place. */
function objectOf(objects: Map<string, Buffer>, method: string, key: string, payload: Buffer): Answer {
  if (method === 'PUT') {
    objects.set(key, payload);
    return { status: 200, headers: { etag: `"${sha256(payload)}"` } };
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  const body = objects.get(key);
  return body ? { status: 200, body } : failed(404, 'NoSuchKey');
}

function send(response: ServerResponse, { status, xml, body, headers }: Answer, isHead: boolean): void {
  const data = body ?? Buffer.from(xml ? `<?xml version="1.0" encoding="UTF-8"?>${xml}` : '');
  const type = { 'content-type': xml ? 'application/xml' : 'application/octet-stream' };
  // An answer of 204 has no length.
  response.writeHead(status, {
    ...headers,
    ...type,
    ...(status !== 204 && { 'content-length': data.length }),
  });
  response.end(isHead ? undefined : data);
}

export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = uploadsOf(objects);

  function answer(request: IncomingMessage, url: URL, payload: Buffer): Answer {
    const { method = '' } = request;
    if (request.headers['content-encoding']?.includes('aws-chunked')) return failed(501, 'NotImplemented');
    if (!isSigned(request, url, payload)) return failed(403, 'SignatureDoesNotMatch');
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (bucket !== BUCKET) return failed(404, 'NoSuchBucket');
    const key = rest.join('/');
    if (url.searchParams.has('list-type')) return listOf(objects, url.searchParams);
    return uploads.answer(method, key, url.searchParams, payload) ?? objectOf(objects, method, key, payload);
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://s3');
      send(response, answer(request, url, Buffer.concat(parts)), request.method === 'HEAD');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    objects,
    openUploads: uploads.open,
    variables: {
      STORAGE: 's3',
      S3_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      S3_REGION: REGION,
      S3_BUCKET: BUCKET,
      S3_ACCESS_KEY_ID: KEY_ID,
      S3_SECRET_ACCESS_KEY: SECRET,
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
