/** The numbers of the app's own host.json, as the Functions host reads it. */

import hostJson from '../../../host.json' with { type: 'json' };
import { parseHostJson } from '../../host/host-json.ts';

export const HOST = parseHostJson(hostJson);
