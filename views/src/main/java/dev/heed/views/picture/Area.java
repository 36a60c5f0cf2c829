package dev.heed.views.picture;

/**
 * A rectangle, in CSS pixels from the picture's upper left corner.
 *
 * @param x of its left side
 * @param y of its upper side
 */
public record Area(double x, double y, double width, double height) {}
