import type { SettingsFile } from './settings-file.ts';

/** The port of a file that does not say another one, `defaultport` of KoboldCpp. */
const DEFAULT_PORT = 5001;

/**
 * The files that KoboldCpp saves (`.kcpps`) and its templates (`.kcppt`), by `load_config_cli` and `convert_invalid_args`
 * of its `config.py` and, in earlier versions, `koboldcpp.py`: `model_param` is the model, else the first of `model`;
 * `port_param` goes before `port` unless it is the default. They can also contain keys and passwords.
 */
export const KOBOLDCPP_SETTINGS: SettingsFile = {
  options: ['--config'],
  extensions: ['.kcpps', '.kcppt'],
  optionsIn: (json) => {
    const { model_param, model, port_param, port } = fieldsOf(json);
    const [first] = [model].flat();
    const name = isText(model_param) ? model_param : first;
    const number = isPort(port_param) && port_param !== DEFAULT_PORT ? port_param : port;
    return [...(isText(name) ? [`--model=${name}`] : []), ...(isPort(number) ? [`--port=${number}`] : [])];
  },
};

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? { ...json } : {};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isPort = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);
