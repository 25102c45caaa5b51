/** What the Functions worker loads: checks the settings, puts the app together, registers its functions. */

import { app } from '@azure/functions';
import { createApplication } from './app.ts';
import { readConfig } from './config.ts';
import { registerFunctions } from './functions/index.ts';

const config = readConfig(process.env);
const application = createApplication(config);
// Without streams a body whose length is not announced, such as a proxy may send, reaches a function empty.
app.setup({ enableHttpStream: true });
registerFunctions(application, config.schedules);

// In Azure the template has created queues and tables and the app connects by identity; a connection string is
// a developer's machine or a test, where nothing exists yet.
if ('connectionString' in config.storage) app.hook.appStart(() => application.createStorage());
