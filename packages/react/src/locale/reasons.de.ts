import type { REASONS_EN } from './reasons.en.ts';
import type { Text } from './texts.ts';

/** The texts of why a figure is not known in German. */
export const REASONS_DE: Readonly<Record<keyof typeof REASONS_EN, Text>> = {
  'reason.title': '{label}: nicht bekannt',
  'reason.ofKnown': '{label}: {known} von {of} bekannt',
  'reason.times': '{n} × {reason}',
  'reason.none': 'nicht gemeldet',
  'reason.none.full':
    'Die letzte Messung hat diese Zahl nicht: Die Engine nennt sie nicht, oder niemand fragt sie danach.',
  'reason.other': 'nicht bekannt',
  'reason.other.full': 'Der Hive nennt den Grund „{code}“, den diese Seite noch nicht kennt.',
  'reason.first_sample': 'wird gemessen',
  'reason.first_sample.full':
    'Eine Rate braucht zwei Messungen, und bisher gibt es eine. Die nächste Messung hat sie.',
  'reason.not_measured': 'nicht gemessen',
  'reason.not_measured.full':
    'Eine Rate braucht zwei Messungen, und der Hive hat sich nach der ersten nicht mehr gemeldet.',
  'reason.permission': 'keine Berechtigung zum Lesen',
  'reason.permission.full':
    'Der Hive darf die Prozesse nicht lesen, zu denen sie gehört. Starte ihn als deren Benutzer oder als root; rbee doctor sagt, was sonst hilft.',
  'reason.pid_namespace': 'in einem anderen PID-Namensraum',
  'reason.pid_namespace.full':
    'Der Treiber nennt Prozesse des ganzen Rechners, und der Hive sieht nur die seines Containers. Starte den Container mit --pid=host oder den Hive mit --proc-root.',
  'reason.mig': 'an Teilen einer GPU nicht messbar (MIG)',
  'reason.mig.full':
    'Die GPU ist in Teile geteilt (MIG), und die Treiber von NVIDIA nennen die Auslastung eines Teils nicht. Daran lässt sich nichts ändern.',
  'reason.wddm': 'vom Windows-Treiber verborgen',
  'reason.wddm.full':
    'Windows verwaltet den Speicher seiner GPUs, und der Treiber sagt nicht, wer ihn benutzt. Daran lässt sich nichts ändern.',
  'reason.driver_unsupported': 'diese GPU oder ihr Treiber ist nicht lesbar',
  'reason.driver_unsupported.full':
    'Der Rechner hat eine GPU, für die es keinen Treiber gibt. Installiere ihn, oder gib die GPU dem Container des Hives; rbee doctor sagt, welche es ist.',
  'reason.driver_error': 'der GPU-Treiber meldet einen Fehler',
  'reason.driver_error.full':
    'Der Treiber der GPU meldet einen Fehler. Das Protokoll des Kernels sagt, warum: journalctl -k.',
  'reason.not_exposed': 'das System gibt es nicht preis',
  'reason.not_exposed.full':
    'Weder das System noch das Programm gibt dem Hive diese Zahl. rbee doctor sagt, ob sich das ändern lässt.',
  'reason.timeout': 'keine Antwort in der Zeit',
  'reason.timeout.full':
    'Der Gefragte hat nicht rechtzeitig geantwortet. Ein Treiber, der hängt, braucht einen Neustart des Rechners; eine Engine antwortet wieder, wenn sie weniger zu tun hat.',
  'reason.unified_memory': 'die GPU hat keinen eigenen Speicher',
  'reason.unified_memory.full':
    'Die GPU benutzt den Speicher des Rechners, und ihr Treiber sagt nicht, wie viel davon. Daran lässt sich nichts ändern.',
  'reason.asleep': 'die GPU schläft, und Lesen würde sie wecken',
  'reason.asleep.full': 'Die GPU ist abgeschaltet, und Lesen würde sie wecken. Kein Prozess rechnet auf ihr.',
};
