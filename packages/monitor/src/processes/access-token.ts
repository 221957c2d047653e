/**
 * Shapes of access tokens: a prefix that the issuer documents, the characters after it, and how many there are at least.
 * The facts are those of rule sets that search sources for secrets. A name that only begins like a token (`hf_llama_3`)
 * has other characters or is shorter.
 */
const TOKENS: readonly RegExp[] = [
  // Hugging Face, ModelScope
  /(?<![A-Za-z0-9])(?:hf_[A-Za-z0-9]{34}|api_org_[A-Za-z0-9]{34})/,
  /(?<![A-Za-z0-9])ms-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  // OpenAI, Anthropic, OpenRouter and others that use the same form
  /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin)-[\w-]{40}|ant-\w{1,16}-[\w-]{40}|or-v1-[0-9a-f]{64}|[A-Za-z0-9]{32})/,
  // NVIDIA, xAI, Groq, Cerebras, Perplexity, Replicate, Together, Fireworks
  /(?<![A-Za-z0-9])(?:nvapi-[\w-]{60}|xai-[A-Za-z0-9]{70}|gsk_[A-Za-z0-9]{52}|csk-[a-z0-9]{48}|pplx-[A-Za-z0-9]{48})/,
  /(?<![A-Za-z0-9])(?:r8_[A-Za-z0-9]{37}|tgp_v1_[\w-]{43}|fw_[A-Za-z0-9]{24})/,
  // GitHub, GitLab
  /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82})/,
  /(?<![A-Za-z0-9])(?:gl(?:pat|dt|rt|rtr|cbt|ptt|ft|soat|imt|agent|oas|ffct)-[\w-]{20}|GR1348941[\w-]{20})/,
  // Amazon, Google, Alibaba, DigitalOcean, Databricks, Heroku
  /(?<![A-Za-z0-9])(?:(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|AIza[\w-]{35}|LTAI[A-Za-z0-9]{20})/,
  /(?<![A-Za-z0-9])(?:do[opr]_v1_[0-9a-f]{64}|dapi[0-9a-f]{32}|HRKU-AA[\w-]{58})/,
  // npm, PyPI, Docker
  /(?<![A-Za-z0-9])(?:npm_[A-Za-z0-9]{36}|pypi-AgEIcHlwaS5vcmc[\w-]{50}|dckr_[op]at_[\w-]{27})/,
  // Slack, Stripe, SendGrid, Tailscale, Linear, Shopify
  /(?<![A-Za-z0-9])(?:xox[abeoprs]-\d[\w-]{20}|(?:sk|rk|pk)_(?:test|live|prod)_[A-Za-z0-9]{10})/,
  /(?<![A-Za-z0-9])(?:SG\.[\w-]{20,24}\.[\w-]{40}|tskey-[a-z]{3,9}-\w{10}|lin_api_[A-Za-z0-9]{40}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})/,
  // HashiCorp Vault, Grafana, Doppler, 1Password, age
  /(?<![A-Za-z0-9])(?:hv[bs]\.[\w-]{90}|glc_[A-Za-z0-9+/]{32}|glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}|dp\.pt\.[A-Za-z0-9]{43})/,
  /(?<![A-Za-z0-9])(?:ops_eyJ[A-Za-z0-9+/]{50}|AGE-SECRET-KEY-1[A-Z0-9]{58})/,
  // JSON web tokens, private keys
  /(?<![A-Za-z0-9])eyJ[\w-]{8,512}\.eyJ|-----BEGIN [A-Z ]{0,24}PRIVATE KEY/,
];

/** True if a text contains what is likely an access token. */
export const hasAccessToken = (text: string): boolean => TOKENS.some((it) => it.test(text));
