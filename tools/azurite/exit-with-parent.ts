// Preloaded into the Azurite process: ends it when its parent is gone, however the parent went.
// The IPC channel closes with the parent in every case, a SIGKILL included; a signal handler could not promise that.

/** Azurite writes its databases while it closes; a process that has not done so by then never will. */
const CLOSE_LIMIT_MS = 5_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
  // Azurite's own orderly end: it closes its servers and, with a location, saves its data.
  if (!process.emit('SIGTERM')) process.exit(0);
});
