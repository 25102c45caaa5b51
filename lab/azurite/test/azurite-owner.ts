// A program that owns an Azurite and goes away without stopping it, in the way its argument says.
import { startAzurite } from '../start-azurite.ts';

const { tableUrl } = await startAzurite();
process.stdout.write(`${tableUrl}\n`);

switch (process.argv[2]) {
  case 'end':
    break;
  case 'crash':
    throw new Error('The owner crashes, as the test asked.');
  default:
    setInterval(() => undefined, 1_000);
}
