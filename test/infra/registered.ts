/** The functions that the program registers, as the Functions host sees them. */

import { collectFunctions } from '../../lab/host/function-app.ts';
import type { RegisteredFunction } from '../../lab/host/functions-core.ts';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { registerFunctions } from '../../src/functions/index.ts';

/** By name. */
export async function registeredFunctions(): Promise<ReadonlyMap<string, RegisteredFunction>> {
  const config = readConfig({
    CallRecordStorage: 'UseDevelopmentStorage=true',
    GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
    WEBHOOK_BASE_URL: 'https://contoso-call-records.azurewebsites.net',
    GRAPH_CLIENT_STATE: 'only-this-test-knows-it',
  });
  const { functions } = await collectFunctions(() =>
    registerFunctions(createApplication(config), config.schedules),
  );
  return functions;
}
