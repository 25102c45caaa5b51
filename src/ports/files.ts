/** Where files are put for others to read: a folder, or a container of blobs. */

/**
 * A path is relative and has slashes: `MediaStreams/day=2026-11-23/part-0.parquet`. What the place refuses rejects with
 * FilesFailure.
 */
export interface Files {
  /** Names this state of a file, and no other; undefined when there is no such file. */
  version(path: string): Promise<string | undefined>;
  /** The text of a small file; undefined when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  /** Begins a file that takes the place of this version; undefined: of none. Readers see nothing of it yet. */
  create(path: string, replaced: string | undefined): Promise<NewFile>;
  /** A missing file is removed already. */
  remove(path: string): Promise<void>;
}

/** A file that is being written. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the file in place, whole and at once; resolves with its version. */
  commit(): Promise<string>;
  /** Gives up what was written. */
  discard(): Promise<void>;
}

/** The place of the files refuses a request, or does not answer. */
export class FilesFailure extends Error {
  override readonly name = 'FilesFailure';
  /** Of the operating system (`ENOSPC`), or of the service (`AuthorizationPermissionMismatch`). */
  readonly code: string | undefined;
  /** HTTP status; undefined without an answer, and for a folder. */
  readonly status: number | undefined;

  constructor(
    message: string,
    details: { readonly code?: string | undefined; readonly status?: number | undefined },
  ) {
    super(message);
    this.code = details.code;
    this.status = details.status;
  }
}

/** Writes a small file whole, or leaves nothing of it. */
export async function writeText(
  files: Files,
  path: string,
  text: string,
  replaced: string | undefined,
): Promise<void> {
  const file = await files.create(path, replaced);
  try {
    await file.write(Buffer.from(text));
    await file.commit();
  } catch (error) {
    await file.discard().catch(() => undefined);
    throw error;
  }
}
