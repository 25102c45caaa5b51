/** What the document of a call is. */

import { hasPseudonym } from '../withheld/pseudonym.ts';
import type { ToldCall } from './tell-call.ts';

/** `as Graph sent it`, unless somebody was erased from it. */
export function documentInWords({ head, people }: Pick<ToldCall, 'head' | 'people'>): string {
  const texts = [...Object.values(head), ...people.map(({ name }) => name)];
  return texts.some(hasPseudonym) ? 'as Graph sent it, but for erased people' : 'as Graph sent it';
}
