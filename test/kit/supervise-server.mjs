// Runs the command that it is given as the launcher runs the server: started again at once whenever it dies.
import { supervise } from '../../ops/lib/supervise.mjs';

const [command, ...args] = process.argv.slice(2);
const say = (line) => process.stderr.write(`${line}\n`);
// A test that is taken away leaves no server behind.
process.once('disconnect', () => process.emit('SIGTERM'));
process.exitCode = await supervise({ command, args, cwd: process.cwd(), env: process.env, say });
if (process.connected) process.disconnect();
