/** Makes target images and masks: a region of a photograph that shows something else, and weights for regions. */
package dev.shakedown.attackworker.edit;
