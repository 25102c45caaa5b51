// npm run build: the bundle of the function app, in dist/.
import { givenToScript } from '../../lab/script.ts';
import { bundleFunctions } from './bundle.ts';

const { options } = givenToScript({
  name: 'npm run build --',
  summary: 'Bundles the function app into dist/.',
  options: { quiet: { description: 'say nothing' } },
});
const { outputs } = await bundleFunctions();
if (!options.quiet) {
  for (const [file, { bytes }] of Object.entries(outputs)) {
    console.log(`${file}  ${(bytes / 1024).toFixed(0)} KiB`);
  }
}
