/** What a network error's code says: the way is broken here, and nobody was asked for permission. */

import { type Fault, fail } from './check.ts';

interface Meaning {
  readonly is: RegExp;
  readonly words: string;
  readonly remedy: string;
}

/** Node's system errors, its TLS errors and OpenSSL's verification results. https://nodejs.org/api/errors.html */
const MEANINGS: ReadonlyArray<Meaning> = [
  {
    is: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    words: 'name not resolved',
    remedy: 'Check the name in the settings, DNS, and with a private endpoint its private DNS zone.',
  },
  {
    is: /^ECONNREFUSED$/,
    words: 'connection refused',
    remedy: 'Nothing listens there. Check address and port in the settings, and that what is meant runs.',
  },
  {
    is: /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    words: 'no answer in time',
    remedy: 'A firewall may drop what is sent. Check the way from here: firewall, proxy, virtual network.',
  },
  {
    is: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    words: 'no route',
    remedy: 'Check the network from here: virtual network, private endpoint, VPN.',
  },
  {
    is: /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/,
    words: 'certificate not accepted',
    remedy:
      'Check that the certificate is in date, issued for this name by a public authority, and served with its chain. A proxy that opens TLS needs its authority in NODE_EXTRA_CA_CERTS.',
  },
  {
    is: /^(EPROTO|ERR_SSL_|ERR_TLS_)/,
    words: 'no TLS 1.2 or newer agreed on',
    remedy: 'The other side must speak TLS 1.2 or newer, on this port.',
  },
  {
    is: /^(ECONNRESET|EPIPE|ECONNABORTED|REQUEST_SEND_ERROR|PARSE_ERROR|HPE_)/,
    words: 'connection cut',
    remedy:
      'Something between here and there ends the connection: a proxy, a firewall, or the service at its start.',
  },
];

const OTHER: Omit<Meaning, 'is'> = {
  words: 'no answer',
  remedy: 'Check the network from here: DNS, firewall, proxy.',
};

/** The fault that an error's code names, for a host such as `graph.microsoft.com`. */
export function networkFault(host: string, code: string | undefined): Fault {
  const { words, remedy } = MEANINGS.find(({ is }) => code !== undefined && is.test(code)) ?? OTHER;
  return fail('network', `${host}: ${words}${code === undefined ? '' : ` (${code})`}`, remedy);
}

/** Whether it is the certificate, which is a matter of the other side and not of the way there. */
export function isAboutTls(code: string | undefined): boolean {
  return (
    code !== undefined && MEANINGS.some(({ is, words }) => /certificate|TLS/.test(words) && is.test(code))
  );
}
