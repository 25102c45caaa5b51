/** `_export.json`: of which kind the files of a place are. Days of several kinds side by side could not be read together. */

import * as z from 'zod/mini';
import type { TenantId } from '../language/identifiers.ts';
import { type Files, writeText } from '../ports/files.ts';
import { type FileKind, fileFormats } from './formats.ts';

const PATH = '_export.json';

const Written = z.object({
  tenantId: z.string(),
  format: z.enum(fileFormats),
  excel: z.boolean(),
  withoutPersons: z.boolean(),
});

/** The place holds files of another kind or tenant; the message says which. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
}

/** Makes the place one for files of this kind, if it is none yet. Rejects with OtherKind. */
export async function claimPlace(
  files: Files,
  tenantId: TenantId,
  kind: FileKind,
  isDryRun: boolean,
): Promise<void> {
  const text = await files.readText(PATH);
  if (text === undefined) {
    if (isDryRun) return;
    const { format, excel, withoutPersons } = kind;
    const written: z.output<typeof Written> = { tenantId, format, excel, withoutPersons };
    await writeText(files, PATH, `${JSON.stringify(written)}\n`, undefined);
    return;
  }
  const found = kindIn(text);
  if (found === undefined) throw new OtherKind(`its ${PATH} cannot be read`);
  if (found.tenantId !== tenantId) throw new OtherKind(`it holds an export of the tenant ${found.tenantId}`);
  if (optionsOf(found) !== optionsOf(kind))
    throw new OtherKind(`it holds an export with ${optionsOf(found)}`);
}

function kindIn(text: string): z.output<typeof Written> | undefined {
  try {
    return Written.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** As users type them. */
function optionsOf({ format, excel, withoutPersons }: FileKind): string {
  return [
    `--format ${format}`,
    ...(excel ? ['--excel'] : []),
    ...(withoutPersons ? ['--without-persons'] : []),
  ].join(' ');
}
