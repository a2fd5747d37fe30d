"""Pictures that people upload: written anew in a limited process of its own, and never served as they came.

`reading.read_picture` takes JPEG, PNG and WebP and nothing else, and gives back a JPEG without a word of where and with
what it was taken, and a small one for lists.
"""
