import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerConfig } from './docker-config.ts';

/** The shape of a `config.v2.json` of Docker 27, without most of its fields (moby: container/container.go). */
const CONFIG = {
  ID: 'ab'.repeat(32),
  Config: { Hostname: 'abababababab', Env: ['HF_TOKEN=hf_secret'] },
  NetworkSettings: {
    Ports: {
      '8000/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8001' },
        { HostIp: '::', HostPort: '8001' },
      ],
      '9000/udp': [{ HostIp: '0.0.0.0', HostPort: '9001' }],
      '8080/tcp': null,
    },
  },
  Name: '/chat',
};

test('the name and the published TCP ports of a container are read from its configuration, and nothing else', () => {
  expect(parseDockerConfig(JSON.stringify(CONFIG))).toEqual({
    name: 'chat',
    published: new Map([[8000, '8001']]),
  });
});

test.each([
  '',
  '[]',
  '1',
  'null',
  '{"Name":1}',
  '{"Name":"/"}',
  '{"Name":"/k8s_vllm_chat-0_default_3f1b2c4d_2"}',
  '{"NetworkSettings":{"Ports":{"1/tcp":[{"HostPort":"x"}]}}}',
])('a text of another shape names nothing: %s', (text) => {
  expect(parseDockerConfig(text) ?? { name: null, published: new Map() }).toEqual({
    name: null,
    published: new Map(),
  });
});

test('any JSON can be read', () => {
  fc.assert(fc.property(fc.json(), (text) => parseDockerConfig(text) !== undefined));
});
