import type { LATER_EN } from './later.en.ts';
import type { Text } from './texts.ts';

/** The texts of what the first view of a page does not show in German. */
export const LATER_DE: Readonly<Record<keyof typeof LATER_EN, Text>> = {
  'peek.open': 'Öffnen',
  'peek.next': 'Weiter',
  'peek.previous': 'Zurück',
  'peek.gone': 'In der letzten Messung gibt es das nicht mehr.',
  'details.report': 'Meldet sich',
  'details.hostname': 'Rechnername',
  'details.system': 'System',
  'details.cpu': 'CPU des Rechners',
  'details.ofCores': { one: '{use} von {n} Kern', other: '{use} von {n} Kernen' },
  'details.swap': 'Swap belegt',
  'details.version': 'Version des Hives',
  'details.temperature': 'Temperatur',
  'judged.late': 'Sein Hive meldet sich verspätet: Das sind die letzten Zahlen.',
  'judged.silent': 'Sein Hive meldet sich nicht mehr: Das sind die letzten Zahlen.',
  'judged.starting': 'Seine Engine lädt ein Modell und beantwortet bis dahin keine Anfrage.',
  'judged.sleeping': 'Seine Engine hat ihr Modell bis zur nächsten Anfrage entladen.',
  'judged.stuck': 'Anfragen laufen, aber seit 30 s gab es kein Token und keinen Fortschritt.',
  'judged.busy.requests_running': {
    one: 'In seiner Engine läuft {n} Anfrage.',
    other: 'In seiner Engine laufen {n} Anfragen.',
  },
  'judged.idle.requests_running': 'In seiner Engine läuft keine Anfrage.',
  'judged.busy.gpu_util_pct': 'Seine GPU arbeitet.',
  'judged.idle.gpu_util_pct': 'Seine GPU ruht.',
  'judged.busy.cpu_pct': 'Er belegt {limit} eines Kerns oder mehr.',
  'judged.idle.cpu_pct': 'Er belegt weniger als {limit} eines Kerns.',
  'judged.busy.cpu_busy': 'Seine CPU hat in den letzten Sekunden gearbeitet.',
  'judged.idle.cpu_busy': 'Seine CPU hat in den letzten Sekunden geruht.',
  'judged.partial': 'Er ruht, soweit bekannt: Nicht alle seiner Prozesse oder GPUs waren lesbar.',
  'judged.unknown': 'Keine Zahl sagt, ob er arbeitet: {reason}.',
  'nohives.title': 'Noch meldet sich kein Hive',
  'nohives.what':
    'Ein Hive ist der kleine Agent, der die Inferenz-Server eines Rechners beobachtet. Starte einen auf jedem Rechner, den du hier sehen willst, in einem Klon des Projekts nach `npm install`:',
  'nohives.where':
    '`npm start` startet die Queen und einen Hive für ihren eigenen Rechner zusammen. Auf einem anderen Rechner setze den Namen oder die Adresse des Rechners der Queen in die Adresse oben ein; die Queen nimmt Anrufe anderer Rechner nur an, wenn sie mit `--host 0.0.0.0` gestartet wurde. Sie fragt dann jeden, wer er ist: Führe auf ihrem Rechner `npx rbee invite` aus, und auf dem anderen Rechner die Zeile, die das ausgibt.',
  'chart.gap.open': 'noch nicht bekannt',
  'chart.gap.no_sample': 'keine Meldung',
  'chart.gap.not_present': 'nicht vorhanden',
  'chart.more': { one: '{n} weiterer', other: '{n} weitere' },
};
