/** Paths into what Graph sent: `media.callerNetwork.linkSpeed`. */

import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import { type GraphRoot, graphRoots } from './graph-column.ts';
import { unfit } from './graph-value.ts';
import type { IdentityKinds } from './identity.ts';

/** What a row is about: the call, and as far in as the row goes. */
export type GraphContext = { readonly [Root in GraphRoot]?: JsonObject } & {
  /** Kinds of identities that another part of the call record tells. */
  readonly identityKinds?: IdentityKinds | undefined;
};

/** A path, split once, so that reading thousands of rows need not. */
export interface GraphPath {
  readonly root: GraphRoot;
  readonly properties: ReadonlyArray<string>;
}

/** Throws when the path does not begin with one of the roots: a mistake in a declaration. */
export function parseGraphPath(path: string): GraphPath {
  const [first, ...properties] = path.split('.');
  const root = graphRoots.find((name) => name === first);
  if (root === undefined) throw new Error(`${path} begins with none of ${graphRoots.join(', ')}`);
  return { root, properties };
}

/** The value at a path: undefined when it is null or absent, `unfit` when something on the way is not an object. */
export function valueAt(path: GraphPath, context: GraphContext): Json | undefined | typeof unfit {
  let value: Json | undefined = context[path.root];
  for (const property of path.properties) {
    if (value === undefined || value === null) return undefined;
    if (!isJsonObject(value)) return unfit;
    value = value[property];
  }
  return value ?? undefined;
}

/** The root furthest in that the paths begin with: it decides how often the value must be read. */
export function innermostRoot(paths: ReadonlyArray<GraphPath>): GraphRoot {
  const depth = Math.max(...paths.map(({ root }) => graphRoots.indexOf(root)));
  return graphRoots[depth] ?? 'call';
}
