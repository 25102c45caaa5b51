// The numbers of this app's own host.json, as the Functions host reads them.
import hostJson from '../../host.json' with { type: 'json' };
import { parseHostJson } from './host-json.ts';

export const OUR_HOST_JSON = parseHostJson(hostJson);
