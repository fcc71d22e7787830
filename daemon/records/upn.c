/* The rule is the UK Government Data Standards Catalogue's, "Unique Pupil Number" 2.0 (2004), repeated in
 * DfE's UPN guide: each character from the second on is multiplied by its position, and the sum modulo 23
 * names a letter of the alphabet without I, O and S. The last character of a temporary number is a letter,
 * and counts as its own place in that alphabet. */
#include "records/upn.h"

#include <ctype.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

/* The worth of the character at POSITION (2..13), or -1. */
static int worth(char character, int position)
{
    if (isdigit((unsigned char)character))
        return character - '0';
    const char *place = position == 13 && character ? strchr(alphabet, character) : NULL;
    return place ? (int)(place - alphabet) : -1;
}

char upn_letter(const char *upn)
{
    if (strlen(upn) != 13)
        return 0;
    int sum = 0;
    for (int position = 2; position <= 13; position++) {
        int value = worth(upn[position - 1], position);
        if (value < 0)
            return 0;
        sum += value * position;
    }
    return alphabet[sum % 23];
}

bool upn_valid(const char *upn)
{
    char letter = upn_letter(upn);
    return letter && upn[0] == letter;
}
