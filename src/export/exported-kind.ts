/** `_export.json`: of which kind the files of a place are. Days of several kinds side by side could not be read together. */

import * as z from 'zod/mini';
import type { Day } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import { type Files, writeText } from '../ports/files.ts';
import { leftOutOfPersons } from './exported-tables.ts';
import { type FileKind, fileFormats } from './formats.ts';
import { digestOf } from './source.ts';

const PATH = '_export.json';

const Written = z.object({
  tenantId: z.string(),
  format: z.enum(fileFormats),
  excel: z.boolean(),
  withoutPersons: z.boolean(),
  /** The earliest day that any run was asked for. */
  from: z.iso.date(),
  /** The digest of what all files of the place leave out of persons. */
  leftOut: z.string(),
});
type Written = z.output<typeof Written>;

/** The place holds files of another kind or tenant; the message says which. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
}

/** A place for files of one kind. */
export interface Place {
  /** The earliest day of which it may hold files. */
  readonly from: Day;
  /** Some may hold columns that tell who a person is by this release, and did not by the one that wrote them. */
  readonly isOutdated: boolean;
  /** All of them are written by this release's declarations. */
  confirm(): Promise<void>;
}

/** Makes the place one for files of this kind, if it is none yet. Rejects with OtherKind. */
export async function claimPlace(
  files: Files,
  tenantId: TenantId,
  { kind, from, isDryRun }: { readonly kind: FileKind; readonly from: Day; readonly isDryRun: boolean },
): Promise<Place> {
  const { format, excel, withoutPersons } = kind;
  const leftOut = withoutPersons ? digestOf(leftOutOfPersons()) : '';
  async function change(to: (found: Written) => Written): Promise<Written> {
    const version = await files.version(PATH);
    const found = await readWritten(files);
    if (found !== undefined) refuseOthers(found, tenantId, kind);
    const written = to(found ?? { tenantId, format, excel, withoutPersons, from, leftOut });
    const text = `${JSON.stringify(written)}\n`;
    const isNew = found === undefined || text !== `${JSON.stringify(found)}\n`;
    if (isNew && !isDryRun) await writeText(files, PATH, text, version);
    return written;
  }
  const claimed = await change((found) => ({ ...found, from: from < found.from ? from : found.from }));
  return {
    from: claimed.from as Day,
    isOutdated: claimed.leftOut !== leftOut,
    async confirm() {
      await change((found) => ({ ...found, leftOut }));
    },
  };
}

async function readWritten(files: Files): Promise<Written | undefined> {
  const text = await files.readText(PATH);
  if (text === undefined) return undefined;
  try {
    return Written.parse(JSON.parse(text));
  } catch {
    throw new OtherKind(`its ${PATH} cannot be read`);
  }
}

function refuseOthers(found: Written, tenantId: TenantId, kind: FileKind): void {
  if (found.tenantId !== tenantId) throw new OtherKind(`it holds an export of the tenant ${found.tenantId}`);
  if (optionsOf(found) !== optionsOf(kind))
    throw new OtherKind(`it holds an export with ${optionsOf(found)}, not with ${optionsOf(kind)}`);
}

/** As users type them; persons come without an option. */
function optionsOf({ format, excel, withoutPersons }: FileKind): string {
  return [
    `--format ${format}`,
    ...(excel ? ['--excel'] : []),
    withoutPersons ? '--without-persons' : 'and persons',
  ].join(' ');
}
