// The frontend with hot reload, in the shape of a role: says when it is ready, ends with its parent.
import { createServer } from 'vite';

const port = Number(process.env['WEB_PORT']);
const server = await createServer({ server: { host: '127.0.0.1', port, strictPort: true } });
await server.listen();
process.send?.({ type: 'ready', role: 'web', port });

// What pages show may change without a change of their code.
process.on('message', (message: { type: string }) => {
  if (message.type === 'reload') server.ws.send({ type: 'full-reload' });
});

const stop = () => void server.close().finally(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('disconnect', stop);
