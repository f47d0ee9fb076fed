// Preloaded into tools: ends them when the process that started them is gone, even by SIGKILL.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();
