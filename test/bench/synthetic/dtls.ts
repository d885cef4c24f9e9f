import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const SCRIPT = fileURLToPath(new URL('./dtls.py', import.meta.url));
const NEW_CERTIFICATE = [
  'req',
  '-x509',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
  '-nodes',
];
const Line = z.object({ peer: z.int(), packet: z.base64().optional(), keys: z.base64().optional() });

export type DtlsPeer = { send: (packet: Buffer) => void; keys: (exported: Buffer) => void };

/** The handshakes of every synthetic transport; all show the same certificate. Its process ends with this one. */
export class Dtls {
  /** Of the certificate, as SDP and mediasoup write it. */
  readonly fingerprint: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #peers: DtlsPeer[] = [];

  static async create(): Promise<Dtls> {
    const folder = mkdtempSync(join(tmpdir(), 'bedside-bench-'));
    try {
      const [key, certificate, both] = [
        join(folder, 'key'),
        join(folder, 'certificate'),
        join(folder, 'both'),
      ];
      const where = ['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=peer'];
      execFileSync('openssl', [...NEW_CERTIFICATE, ...where], { stdio: 'ignore' });
      writeFileSync(both, Buffer.concat([readFileSync(key), readFileSync(certificate)]));
      const child = spawn('python3', ['-B', SCRIPT, both], { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      await once(lines, 'line');
      const dtls = new Dtls(child, new X509Certificate(readFileSync(certificate)).fingerprint256);
      lines.on('line', (line) => dtls.#hear(line));
      return dtls;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, fingerprint: string) {
    this.#process = child;
    this.fingerprint = fingerprint;
  }

  /** Begins a handshake; the returned function takes what the other side sends. */
  begin(peer: DtlsPeer): (packet: Buffer) => void {
    const index = this.#peers.push(peer) - 1;
    this.#tell({ peer: index });
    return (packet) => this.#tell({ peer: index, packet: packet.toString('base64') });
  }

  /** Ends its process; what it connected stays so. */
  close(): void {
    this.#process.stdin.end();
  }

  #hear(line: string): void {
    const { peer, packet, keys } = Line.parse(JSON.parse(line));
    if (packet !== undefined) this.#peers[peer]?.send(Buffer.from(packet, 'base64'));
    if (keys !== undefined) this.#peers[peer]?.keys(Buffer.from(keys, 'base64'));
  }

  #tell(message: object): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }
}
