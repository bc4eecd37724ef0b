/** Reading what people write, defensively: YAML or JSON to a tree, and fields of the tree with their violations. */
package dev.shakedown.jobapi.document;
