// Preloaded into a child process: ends it when its parent is gone, however the parent went.
// The IPC channel closes with the parent in every case, a SIGKILL included; a signal handler could not promise that.

/** Azurite writes its databases while it closes, the host finishes what runs; what takes longer never ends. */
const CLOSE_LIMIT_MS = 5_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
  // The child's own orderly end.
  if (!process.emit('SIGTERM')) process.exit(0);
});
