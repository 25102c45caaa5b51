/** Whether somebody took part in a call. */

import type { Call, PublishedVersion } from '../call.ts';

export function tookPart(call: Call, version: PublishedVersion, ids: ReadonlyArray<string>): boolean {
  const participants = call.content.participants(version);
  for (let index = 0; index < participants.count; index += 1) {
    const { id } = participants.at(index) as { readonly id?: string };
    if (id !== undefined && ids.includes(id)) return true;
  }
  return false;
}
