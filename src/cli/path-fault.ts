/** Why a file or folder that a user named cannot be used. */

/** https://nodejs.org/api/errors.html#common-system-errors */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EEXIST: 'exists already',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder, or lies below a file',
  EACCES: 'is not open to you',
  EPERM: 'is not open to you',
  EROFS: 'lies where nothing can be written',
  EBUSY: 'is in use by another program',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'is too long',
  ENOSPC: 'does not fit on the disk',
  EDQUOT: 'does not fit into your quota of the disk',
};

/** The same of a file that is to be made. */
export function newFileFault(error: unknown): string | undefined {
  const isFolderMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isFolderMissing ? 'lies in a folder that does not exist' : pathFault(error);
}

/** What follows the path in a sentence; undefined where the fault is not one of the path. */
export function pathFault(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
}
