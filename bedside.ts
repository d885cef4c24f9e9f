#!/usr/bin/env node
import { startWriter } from '#platform/store/sqlite-writer/writer.ts';

// Loading all modules is most of a start. What needs none of them begins meanwhile: the thread that writes to files, where
// there is no database.
if (!process.env['MONGODB_URL']) startWriter();
const { runBedside } = await import('./compose.ts');
await runBedside({ named: process.argv.slice(2), env: process.env });
