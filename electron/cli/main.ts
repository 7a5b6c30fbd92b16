import { toAppErrorData } from '../engine/base/app-error.ts';
import { errorText, runCli } from './program.ts';

const OUR_FAULT = 70;

// Whoever reads may stop reading: `millwright nodes | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : OUR_FAULT));
try {
  process.exitCode = await runCli(process.argv.slice(2));
} catch (error) {
  process.stderr.write(errorText(toAppErrorData(error)));
  process.exitCode = OUR_FAULT;
}
