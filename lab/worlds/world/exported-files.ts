/** The folder into which operators of a world export, kept in memory. */

import type { Files } from '../../../src/ports/files.ts';

interface ExportedFile {
  readonly bytes: Uint8Array;
  readonly version: string;
}

export class ExportedFiles implements Files {
  readonly #files = new Map<string, ExportedFile>();
  #written = 0;

  /** What each file says. */
  texts(): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#files, ([path, { bytes }]) => [path, textOf(bytes)]));
  }

  async version(path: string): Promise<string | undefined> {
    return this.#files.get(path)?.version;
  }

  async readText(path: string): Promise<string | undefined> {
    const file = this.#files.get(path);
    return file && textOf(file.bytes);
  }

  async create(path: string): Promise<Awaited<ReturnType<Files['create']>>> {
    const parts: Array<Uint8Array> = [];
    return {
      write: async (bytes) => void parts.push(Uint8Array.from(bytes)),
      commit: async () => {
        this.#written += 1;
        const version = String(this.#written);
        this.#files.set(path, { bytes: Buffer.concat(parts), version });
        return version;
      },
      discard: async () => undefined,
    };
  }

  async remove(path: string): Promise<void> {
    this.#files.delete(path);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
