/** Where Graph is: its origin and the version in its path. Nothing is ever sent anywhere else. */

import { isLoopbackHost } from '../../setting-formats.ts';

const VERSION_PATH = '/v1.0';

/** An origin of Graph with the version that this client speaks. */
export interface GraphBaseUrl {
  /** Without a slash at the end. */
  readonly href: string;
  readonly origin: string;
  readonly path: string;
  /** Plain http to this machine, as the simulated Graph is reached. */
  readonly isLoopback: boolean;
}

/**
 * Reads `https://graph.microsoft.com`, with or without `/v1.0`. Plain http is accepted for this machine only.
 * Throws TypeError for anything else.
 */
export function parseGraphBaseUrl(text: string | URL): GraphBaseUrl {
  const url = new URL(text);
  const isLoopback = url.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) {
    throw new TypeError('Graph is reached by https, or by http on this machine');
  }
  const path = url.pathname.replace(/\/$/, '');
  if (path !== '' && path !== VERSION_PATH)
    throw new TypeError(`the path of Graph's URL is not ${VERSION_PATH}`);
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new TypeError("Graph's URL is an origin and a path, nothing else");
  }
  return { href: `${url.origin}${VERSION_PATH}`, origin: url.origin, path: VERSION_PATH, isLoopback };
}

/** The URL of a route below the base, which begins with a slash. */
export function graphUrl(base: GraphBaseUrl, pathAndQuery: string): URL {
  return new URL(`${base.href}${pathAndQuery}`);
}
