import { createStripeSimulator } from './service.ts';
import { SimulatorSettings } from './settings.ts';

const settings = SimulatorSettings.parse(process.env);
const webhookUrl = settings.STRIPE_SIMULATOR_WEBHOOK_URL;

const simulator = createStripeSimulator({
  port: settings.STRIPE_SIMULATOR_PORT,
  dataFile: settings.STRIPE_SIMULATOR_FILE,
  apiKeys: [settings.STRIPE_SIMULATOR_KEY],
  webhooks: webhookUrl ? [{ url: webhookUrl, secret: settings.STRIPE_SIMULATOR_WEBHOOK_SECRET }] : [],
  controlKey: settings.STRIPE_SIMULATOR_CONTROL_KEY,
  onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
await simulator.start();
process.stdout.write(`Stripe simulator at ${simulator.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => simulator.stop());
