/** What a request to the webhook tells of, read as Graph means it: what a 2xx promises to keep. */

import type { TrueVersion } from '../../judge/truth.ts';
import type { Truth } from './truth.ts';

const CALL = /^\/?communications\/callRecords\/([0-9a-f-]{36})$/i;

const COLUMN: Readonly<Record<string, string>> = {
  reauthorizationRequired: 'ReauthorizationRequiredAt',
  subscriptionRemoved: 'SubscriptionRemovedAt',
  missed: 'MissedAt',
};

/** A lifecycle event that a request told of, and where it is kept. */
export interface LifecycleElement {
  readonly subscriptionId: string;
  readonly column: string;
}

export interface Promised {
  readonly versions: ReadonlyMap<string, TrueVersion>;
  readonly lifecycle: ReadonlyArray<LifecycleElement>;
}

interface Element {
  readonly subscriptionId?: string;
  readonly clientState?: string | null;
  readonly resource?: string;
  readonly lifecycleEvent?: string;
}

/** `secrets`: what the instance that receives it accepts. The versions are those published by now. */
export function promisedBy(body: string, secrets: ReadonlyArray<string>, truth: Truth): Promised {
  const versions = new Map<string, TrueVersion>();
  const lifecycle: Array<LifecycleElement> = [];
  for (const element of elementsIn(body)) {
    if (typeof element.clientState !== 'string' || !secrets.includes(element.clientState)) continue;
    const column = COLUMN[element.lifecycleEvent ?? ''];
    if (column !== undefined) {
      lifecycle.push({ subscriptionId: element.subscriptionId ?? '', column });
      continue;
    }
    const callId = CALL.exec(element.resource ?? '')?.[1]?.toLowerCase();
    const newest = callId === undefined ? undefined : truth.newestOf(callId);
    if (callId !== undefined && newest !== undefined) versions.set(callId, newest);
  }
  return { versions, lifecycle };
}

function elementsIn(body: string): ReadonlyArray<Element> {
  if (body === '') return [];
  try {
    const { value } = JSON.parse(body) as { readonly value?: unknown };
    if (!Array.isArray(value)) return [];
    return value.filter((element) => typeof element === 'object' && element !== null);
  } catch {
    return [];
  }
}
