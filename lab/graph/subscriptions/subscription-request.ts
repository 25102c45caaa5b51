/** What POST and PATCH of a subscription may say; the refusals are those of the documentation or observed ones. */

import * as z from 'zod';
import { MINUTE_MS } from '../../../src/language/milliseconds.ts';
import { badRequest, GraphError } from '../operation-result.ts';

/** The maximum for callRecord: 4,230 minutes. */
const MAXIMUM_MINUTES = 4230;
/** "Any value under 45 minutes after the time of the request is automatically set to 45 minutes." */
const MINIMUM_MINUTES = 45;

export interface RenewalRequest {
  readonly expiresAt: number | undefined;
  readonly notificationUrl: string | undefined;
}

/** Real Graph demands https. This one also calls http on loopback addresses, so that a webhook needs no certificate. */
const Address = z.string().refine((address) => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLoopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
}, 'must be an absolute https address');

const Creation = z.object({
  changeType: z
    .string()
    .transform((types) => types.replaceAll(' ', ''))
    .refine((types) => /^(created|updated)(,(created|updated))*$/i.test(types), 'is not supported'),
  resource: z.string(),
  notificationUrl: Address,
  lifecycleNotificationUrl: Address.nullish().transform((address) => address ?? null),
  clientState: z
    .string()
    .max(128, 'is too long: the maximum length is 128 characters')
    .nullish()
    .transform((state) => state ?? null),
  latestSupportedTlsVersion: z
    .enum(['v1_0', 'v1_1', 'v1_2', 'v1_3'])
    .nullish()
    .transform((version) => version ?? 'v1_2'),
  expirationDateTime: z.string(),
  includeResourceData: z.literal(false, 'is not supported for this resource').nullish(),
});

/** What is asked for, with what follows from it. */
export interface SubscriptionRequest extends Readonly<z.output<typeof Creation>> {
  readonly expiresAt: number;
}

/** Nothing else can be changed. Annotations are passed over. */
const Renewal = z.preprocess(
  withoutAnnotations,
  z.strictObject({ expirationDateTime: z.string().nullish(), notificationUrl: Address.nullish() }),
);

/** @throws GraphError 400 */
export function subscriptionRequest(body: string | undefined, now: number): SubscriptionRequest {
  const asked = parsed(Creation, body);
  if (!RESOURCE.test(asked.resource))
    throw new GraphError(400, 'ExtensionError', `Resource '${asked.resource}' is not supported.`);
  const expiresAt = expiration(asked.expirationDateTime, now);
  if (!asked.lifecycleNotificationUrl && expiresAt - now > 60 * MINUTE_MS) {
    throw invalid(
      "'lifecycleNotificationUrl' is a required property for subscription creation on this resource when the 'expirationDateTime' value is set to greater than 1 hour.",
    );
  }
  return { ...asked, expiresAt };
}

/** @throws GraphError 400; one of what can be changed must be given. */
export function renewalRequest(body: string | undefined, now: number): RenewalRequest {
  const { expirationDateTime, notificationUrl } = parsed(Renewal, body);
  if (!expirationDateTime && !notificationUrl)
    throw invalid("Either 'expirationDateTime' or 'notificationUrl' must be given.");
  return {
    expiresAt: expirationDateTime ? expiration(expirationDateTime, now) : undefined,
    notificationUrl: notificationUrl ?? undefined,
  };
}

function expiration(dateTime: string, now: number): number {
  const expiresAt = Date.parse(dateTime);
  if (Number.isNaN(expiresAt)) throw invalid(`'${dateTime}' is not a date-time.`);
  if (expiresAt <= now) throw invalid('Subscription expiration must be in the future.');
  if (expiresAt > now + MAXIMUM_MINUTES * MINUTE_MS) {
    const message = `Subscription expiration can only be ${MAXIMUM_MINUTES} minutes in the future.`;
    throw new GraphError(400, 'ExtensionError', message);
  }
  return Math.max(expiresAt, now + MINIMUM_MINUTES * MINUTE_MS);
}

/** All calls; a $filter on participants is not simulated. */
const RESOURCE = /^\/?communications\/callrecords$/i;

function parsed<Output>(schema: z.ZodType<Output>, body = ''): Output {
  let members: unknown;
  try {
    members = z.looseObject({}).parse(JSON.parse(body));
  } catch {
    throw badRequest('Unable to read JSON request payload.');
  }
  const { data, error } = schema.safeParse(members);
  if (error === undefined) return data;
  throw invalid(error.issues.map(({ path, message }) => `'${path.join('.')}' ${message}`).join('; '));
}

function withoutAnnotations(members: unknown): object {
  return Object.fromEntries(Object.entries(members ?? {}).filter(([name]) => !name.startsWith('@')));
}

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message);
}
