import { request, type Dispatcher } from 'undici';

export interface Question {
  port: number;
  path: string;
  /** The site that it is for, with its port; it is asked as one of its own pages would. */
  host?: string | undefined;
  /** POST where there is a body, else GET. */
  method?: Dispatcher.HttpMethod | undefined;
  headers?: Record<string, string> | undefined;
  /** JSON, or bytes as they are. */
  body?: object | undefined;
  /** Holds the connections; left out, those of the whole process. */
  agent?: Dispatcher | undefined;
  signal?: AbortSignal | undefined;
}

export interface Reply {
  status: number;
  headers: Awaited<ReturnType<typeof request>>['headers'];
  text: string;
}

/** One request to a port of this machine, whatever its host resolves to. @throws Error where no whole answer came */
export async function send(question: Question): Promise<Reply> {
  const { port, path, host, body, method = body ? 'POST' : 'GET', agent, signal } = question;
  const { statusCode, headers, ...answer } = await request(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(host && { host, origin: `http://${host}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...question.headers,
    },
    ...(body && { body: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    ...(agent && { dispatcher: agent }),
    ...(signal && { signal }),
  });
  return { status: statusCode, headers, text: await answer.body.text() };
}
