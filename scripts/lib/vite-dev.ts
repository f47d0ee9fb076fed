// The frontend with hot reload, in the shape of a role: says when it is ready, ends with its parent.
import { createServer } from 'vite';

const port = Number(process.env['WEB_PORT']);
const server = await createServer({ server: { host: '127.0.0.1', port, strictPort: true } });
await server.listen();
process.send?.({ type: 'ready', role: 'web', port });

const stop = () => void server.close().finally(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('disconnect', stop);
