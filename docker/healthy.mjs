// A container's health: whether its process answers /ready on the port that is given. One that drains is not sick.
const [port] = process.argv.slice(2);
try {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(4_000) });
  const { status } = await answer.json();
  process.exit(status === 'ready' || status === 'draining' ? 0 : 1);
} catch {
  process.exit(1);
}
