/** Puts a token on each request: one from Microsoft Entra, or a fixed one for the simulated Graph. */

import type { TokenCredential } from '@azure/core-auth';
import { bearerTokenAuthenticationPolicy, type PipelinePolicy } from '@azure/core-rest-pipeline';
import { steadyCredential } from '../steady-credential.ts';
import type { GraphBaseUrl } from './base-url.ts';

export type GraphAuthentication =
  | { readonly credential: TokenCredential; readonly scope: string }
  /** Only for a Graph on this machine. */
  | { readonly fixedToken: string };

export interface Authenticator {
  readonly policy: PipelinePolicy;
  /** Drops the token that Graph refused. False when there cannot be another one. */
  forgetToken(): boolean;
}

/** Throws TypeError for a fixed token that would leave this machine, and for a real one without https. */
export function createAuthenticator(
  authentication: GraphAuthentication,
  base: GraphBaseUrl,
  timeLimitMilliseconds: number,
): Authenticator {
  const isFixed = 'fixedToken' in authentication;
  if (isFixed !== base.isLoopback) {
    throw new TypeError('a fixed token is for a Graph on this machine, and no other token goes there');
  }
  return isFixed
    ? fixedToken(authentication.fixedToken)
    : acquiredToken(authentication.credential, authentication.scope, timeLimitMilliseconds);
}

function fixedToken(token: string): Authenticator {
  return {
    policy: {
      name: 'graphToken',
      sendRequest(request, next) {
        request.headers.set('Authorization', `Bearer ${token}`);
        return next(request);
      },
    },
    forgetToken: () => false,
  };
}

/** The library's policy keeps its token to itself, so a refused token is dropped by beginning with a new policy. */
function acquiredToken(
  credential: TokenCredential,
  scope: string,
  timeLimitMilliseconds: number,
): Authenticator {
  const begin = () =>
    bearerTokenAuthenticationPolicy({
      credential: steadyCredential(credential, timeLimitMilliseconds),
      scopes: scope,
    });
  let current = begin();
  return {
    policy: { name: 'graphToken', sendRequest: (request, next) => current.sendRequest(request, next) },
    forgetToken() {
      current = begin();
      return true;
    },
  };
}
