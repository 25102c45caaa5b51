/**
 * The file of one table and day, and beside it `_day.json`, which says what the file was made from. That is written last:
 * a run that ends between the two leaves a file that the next run writes anew.
 */

import * as z from 'zod/mini';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { type Files, type NewFile, writeText } from '../ports/files.ts';
import type { Encoder, ExportedRow } from './encoder.ts';
import type { ExportedTableName } from './exported-tables.ts';
import type { FileFormat } from './formats.ts';

const Mark = z.object({
  /** The same for the same rows. */
  digest: z.string(),
  /** The version of the file that was made from them. */
  version: z.string(),
  /** When the run began that wrote it; absent from what earlier releases wrote. */
  madeAt: z.optional(z.string()),
});

export interface LookedAtFile {
  readonly version: string | undefined;
  readonly isCurrent: boolean;
  /** When the run began that wrote it; undefined where its mark does not say. */
  readonly madeAt: string | undefined;
}

/** A file and what its mark says. */
export class DayFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #markPath: string;

  constructor(files: Files, table: ExportedTableName, day: Day, format: FileFormat) {
    this.#files = files;
    const directory = `${table}/day=${day}`;
    this.#path = `${directory}/part-0.${format}`;
    this.#markPath = `${directory}/_day.json`;
  }

  /** What is there, and whether it was made from what has this digest. */
  async look(digest: string): Promise<LookedAtFile> {
    const version = await this.#files.version(this.#path);
    if (version === undefined) return { version, isCurrent: false, madeAt: undefined };
    const mark = markIn(await this.#files.readText(this.#markPath));
    if (mark?.version !== version) return { version, isCurrent: false, madeAt: undefined };
    return { version, isCurrent: mark.digest === digest, madeAt: mark.madeAt };
  }

  /** Begins the file that takes the place of this version. */
  async begin(encoder: Encoder, replaced: string | undefined, madeAt: DateTime): Promise<DayFileWriter> {
    const file = await this.#files.create(this.#path, replaced);
    return new DayFileWriter(file, encoder, async (version, digest) => {
      const before = await this.#files.version(this.#markPath);
      await writeText(
        this.#files,
        this.#markPath,
        `${JSON.stringify({ digest, version, madeAt })}\n`,
        before,
      );
    });
  }

  async remove(): Promise<void> {
    await this.#files.remove(this.#markPath);
    await this.#files.remove(this.#path);
  }
}

export class DayFileWriter {
  readonly #file: NewFile;
  readonly #encoder: Encoder;
  readonly #mark: (version: string, digest: string) => Promise<void>;
  rows = 0;

  constructor(file: NewFile, encoder: Encoder, mark: (version: string, digest: string) => Promise<void>) {
    this.#file = file;
    this.#encoder = encoder;
    this.#mark = mark;
  }

  async add(rows: ReadonlyArray<ExportedRow>): Promise<void> {
    this.rows += rows.length;
    await this.#write(this.#encoder.add(rows));
  }

  /** Puts the file in place, and says what it was made from. */
  async commit(digest: string): Promise<void> {
    await this.#write(this.#encoder.end());
    await this.#mark(await this.#file.commit(), digest);
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > 0) await this.#file.write(bytes);
  }
}

function markIn(text: string | undefined): z.output<typeof Mark> | undefined {
  if (text === undefined) return undefined;
  try {
    return Mark.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
