import { file } from './readers.ts';
import { optional, type ValuesOf } from './setting.ts';

/** The certificate with which a queen speaks TLS: both or none. */
export const tlsSettings = {
  tlsCert: optional(file, {
    flag: '--tls-cert <file>',
    variable: 'QUEEN_TLS_CERT_FILE',
    key: 'queen.tls_cert',
    about:
      'file with the certificate (PEM) with which the queen speaks TLS, and those that lead to its authority; read again when it changes',
    shown: 'plain HTTP',
  }),
  tlsKey: optional(file, {
    flag: '--tls-key <file>',
    variable: 'QUEEN_TLS_KEY_FILE',
    key: 'queen.tls_key',
    about: 'file with the private key (PEM) of the certificate',
  }),
};

/** Values of the settings of TLS. */
export type TlsSettings = ValuesOf<typeof tlsSettings>;
