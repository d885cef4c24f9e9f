/** Whose key: a patient's or a conversation's. Shredding a scope makes all it sealed unreadable for ever. */
export type VaultScope = { tenantId: string; kind: 'patient' | 'conversation'; id: string };

/** Seals text under the scope's own data key (AES-256-GCM), bound to the record's id. */
export interface Vault {
  /** The sealed form is one printable string that names its key. */
  seal(scope: VaultScope, recordId: string, text: string): Promise<string>;
  /** Throws `VaultError` when the text was changed, moved to another record, or its key was shredded. */
  open(scope: VaultScope, recordId: string, sealed: string): Promise<string>;
  /** Wraps every data key with the newest master key. */
  rotate(): Promise<void>;
  shred(scope: VaultScope): Promise<void>;
}

/** Where master keys come from: a file, the environment, or a cloud's key service. */
export interface KeyProvider {
  currentKeyId(): Promise<string>;
  wrap(keyId: string, dataKey: Uint8Array): Promise<Uint8Array>;
  unwrap(keyId: string, wrapped: Uint8Array): Promise<Uint8Array>;
}
