/** Namespace of everything. */
export const NAMESPACE = 'rbee';

/** Name of the image in the manifests; `images:` of a kustomization replaces it. */
export const IMAGE = 'rbee';

/** Labels of the objects of one program. */
export const labels = (name: string): Record<string, string> => ({ 'app.kubernetes.io/name': name });
