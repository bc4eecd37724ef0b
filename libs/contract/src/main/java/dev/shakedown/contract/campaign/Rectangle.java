package dev.shakedown.contract.campaign;

/**
 * A region of an image.
 *
 * @param left its first column, from 0
 * @param top its first row, from 0
 * @param width in pixels, 1 or more
 * @param height in pixels, 1 or more
 */
public record Rectangle(int left, int top, int width, int height) {}
