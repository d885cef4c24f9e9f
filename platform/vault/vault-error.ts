/** Why sealed text does not open. `changed` is also what text moved from another record looks like. */
export type VaultFailure = 'not_sealed_text' | 'unknown_key' | 'shredded' | 'changed';

export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultFailure;
  constructor(code: VaultFailure, message: string) {
    super(message);
    this.code = code;
  }
}
