/** Why a file or folder that a user named cannot be used. */

/** https://nodejs.org/api/errors.html#common-system-errors */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EEXIST: 'exists already',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder, or lies below a file',
  EACCES: 'is not open to you',
  EPERM: 'is not open to you',
};

/** What follows the path in a sentence; undefined where the fault is not one of the path. */
export function pathFault(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
}
