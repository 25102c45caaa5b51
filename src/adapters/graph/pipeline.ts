/** The way of a request to Graph: compressed, named, traced, authenticated. Nothing retries or redirects on its own. */

import {
  createEmptyPipeline,
  decompressResponsePolicy,
  type Pipeline,
  proxyPolicy,
  tracingPolicy,
  userAgentPolicy,
} from '@azure/core-rest-pipeline';
import type { Authenticator } from './authenticate.ts';
import type { GraphBaseUrl } from './base-url.ts';

const USER_AGENT = { userAgentPrefix: 'teams-call-record-pipeline' };

/**
 * The library's usual pipeline would also retry (a 429 without a readable Retry-After not at all, any other however
 * long), follow redirects with the token still on, and log URLs.
 */
export function createGraphPipeline(base: GraphBaseUrl, authenticator: Authenticator): Pipeline {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(decompressResponsePolicy());
  pipeline.addPolicy(userAgentPolicy(USER_AGENT));
  pipeline.addPolicy(tracingPolicy(USER_AGENT));
  if (!base.isLoopback) pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(authenticator.policy, { phase: 'Sign' });
  return pipeline;
}
