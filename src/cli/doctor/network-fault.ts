/** What the code of a network error says: the service was not reached, so it refused nothing. */

import { type Fault, fail } from './finding.ts';

interface Meaning {
  readonly is: RegExp;
  readonly words: string;
  readonly remedy: string;
  /** The certificate or TLS version of the other side, not the way there. */
  readonly isTls?: true;
}

/** Node's system errors, its TLS errors and OpenSSL's verification results. https://nodejs.org/api/errors.html */
const MEANINGS: ReadonlyArray<Meaning> = [
  {
    is: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    words: 'name not resolved',
    remedy:
      'Check the name in the settings, and DNS. With a private endpoint, check its private DNS zone too.',
  },
  {
    is: /^ECONNREFUSED$/,
    words: 'connection refused',
    remedy: 'Nothing listens there. Check address and port in the settings, and that the service is running.',
  },
  {
    is: /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    words: 'no answer in time',
    remedy:
      'A firewall may drop the request. Check the network between here and there: firewall, proxy, virtual network.',
  },
  {
    is: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    words: 'no route',
    remedy: 'Check the network of this machine: virtual network, private endpoint, VPN.',
  },
  {
    is: /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/,
    words: 'certificate not accepted',
    remedy:
      'Check that the certificate is valid today, was issued for this name by a public authority, and is served with its chain. If a proxy inspects TLS, put its authority into NODE_EXTRA_CA_CERTS.',
    isTls: true,
  },
  {
    is: /^(EPROTO|ERR_SSL_|ERR_TLS_)/,
    words: 'no common TLS version (1.2 or newer)',
    remedy: 'The other side must support TLS 1.2 or newer on this port.',
    isTls: true,
  },
  {
    is: /^(ECONNRESET|EPIPE|ECONNABORTED|REQUEST_SEND_ERROR|PARSE_ERROR|HPE_)/,
    words: 'connection cut',
    remedy:
      'Something between here and there ends the connection: a proxy, a firewall, or the service while it starts.',
  },
];

const OTHER: Omit<Meaning, 'is'> = {
  words: 'no answer',
  remedy: 'Check the network of this machine: DNS, firewall, proxy.',
};

function meaningOf(code: string | undefined): Omit<Meaning, 'is'> {
  return MEANINGS.find(({ is }) => code !== undefined && is.test(code)) ?? OTHER;
}

/** The fault that an error's code names, for a host such as `graph.microsoft.com`. */
export function networkFault(host: string, code: string | undefined): Fault {
  const { words, remedy } = meaningOf(code);
  return fail('network', `${host}: ${words}${code === undefined ? '' : ` (${code})`}`, remedy);
}

export function isAboutTls(code: string | undefined): boolean {
  return meaningOf(code).isTls === true;
}
